"""The pages of lessons: the visit, the pictures, and what hides the answer before the bet."""
