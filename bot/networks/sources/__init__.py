"""What public sources say of networks: PeeringDB and RIPEstat, kept for a while and told with their age."""
