"""YAML files as they come: their text with places, and how values in it are changed and meant."""
