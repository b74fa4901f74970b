//! The sandbox's own controls: faults, requests, world, clock, settings.
