"""How fast and how large the search is with many services, beside what a user would pick instead (bench/README.md)."""
