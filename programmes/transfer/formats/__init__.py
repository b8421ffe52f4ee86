"""Out: what a plan is written as. Every writer yields bytes as they come, and the same plan is the same bytes."""
