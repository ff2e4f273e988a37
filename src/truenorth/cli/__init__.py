"""The command line: one file per command, argparse, and the tables a person reads."""
