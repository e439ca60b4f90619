//! The local server as its users meet it: the real binary, and the same in this process.

mod command_line;
mod embedded;
mod restart;
mod running;
mod shutdown;
mod upkeep;
