"""What happens to walkers' findings when phones, networks, disks and servers fail, by seeds that can be repeated."""
