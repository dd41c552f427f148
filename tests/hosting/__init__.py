"""Tests of the files that put the app on a server, and of a server as it is put there."""
