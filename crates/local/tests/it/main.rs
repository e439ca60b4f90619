//! The local server as its users see it: the real binary, and the same inside this process.

mod backup;
mod clock;
mod command_line;
mod crowd;
mod disk;
mod embedded;
mod forgotten;
mod names;
mod production;
mod proxied;
mod restart;
mod running;
mod shutdown;
mod upkeep;
mod waits;
