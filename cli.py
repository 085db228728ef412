"""Run `crossings` from a checkout without installing it: `python cli.py optimize inputs/gaza.yaml`."""

from crossings.cli import main

if __name__ == "__main__":
    main()
