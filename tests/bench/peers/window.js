// Version 0.5.15 takes a worker for an unknown program: it looks for a window.
self.window = self;
