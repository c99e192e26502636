### What is said when a public source has nothing to say.

sources-down = { $source } does not answer now, and nothing is stored about AS{ $asn }. Try again in a few minutes.
sources-off = This bot asks no sources outside, and nothing is stored about AS{ $asn }. An organiser can import networks with `/network import`.
sources-off-names = This bot asks no sources outside, so it cannot look for a text at { $name }. Ask an organiser to approve the claim.
sources-names-down = The DNS does not answer for { $name } now. Try again in a few minutes.
sources-name-refused = { $name } is no public domain name. Put the domain of the network’s website on PeeringDB, such as example.net.
