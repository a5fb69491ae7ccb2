"""`python -m ossp_pipeline.cli` runs the command `ossp`."""

from ossp_pipeline.cli.app import main

if __name__ == "__main__":
    main()
