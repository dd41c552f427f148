"""/teach: lesson plans, misconceptions, and the links of a class."""
