"""What surrounds a customer: rivals, projects, demands, outlets, the local market."""
