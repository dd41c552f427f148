"""What a job ends with where the fault is not its own: whoever reads it may ask again a little later."""

TOO_MANY_WAITING = "Too many people wait for this server at the moment; try again in a minute."
GAVE_UP = "The cluster could not be reached for a minute and a half; try again later."
LOST_TOO_OFTEN = "The cluster lost this work again and again; try again later."
ENDING = "The program is being ended; try again."

LATER = frozenset({TOO_MANY_WAITING, GAVE_UP, LOST_TOO_OFTEN, ENDING})
