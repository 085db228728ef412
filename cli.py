"""Run `crossings` from a checkout, not installed: `python cli.py optimize inputs/gaza.yaml`."""

from crossings.cli import main

if __name__ == "__main__":
    main()
