"""Run the command line: python -m evidence_search.cli."""

from evidence_search.cli import main

if __name__ == "__main__":
    main()
