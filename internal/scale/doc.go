// Package scale holds tests of very large groups and companies: what 100,000 members cost, that nothing of it grows with the group, and how much memory a plan over
// 100,000 people takes. It is slow, and counts units, calls and bytes instead of seconds; the one comparison of CPU time is a ratio. It does not test what small
// groups show as well. Company is the whole product with as many people as one likes; benchmarks use it, too.
package scale
