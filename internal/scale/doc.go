// Package scale holds tests of very large groups: what 100,000 members cost, and that nothing of it grows with the group. It is slow, and counts
// units and calls instead of seconds; the one comparison of CPU time is a ratio. It does not test what small groups show as well.
package scale
