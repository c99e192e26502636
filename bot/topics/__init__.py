"""The everyday life of a Network Operator Group: topics people follow, questions that get answered, a charter, a digest."""
