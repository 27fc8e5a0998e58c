"""Pictures of training: its curves, and the border that a net has learnt. They need matplotlib."""
