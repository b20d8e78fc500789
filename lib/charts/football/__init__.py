"""What the actions of a football match say beyond its score: chances, threat, passes, the ball.

Each module has a ``table`` of numbers and a figure of the same numbers; both are pure functions of the frame of
actions (``lib/charts/frames.py``) and the event's state. What is estimated says by which published model.
"""
