"""From runs to a true picture: sheet, surface, fidelity, tiles, behaviour, balls, scenes and their cost."""
