"""Networks that learn: evaluation, optimisers, training, and the gridworld of policies; no page, no figure."""
