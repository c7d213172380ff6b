// Package inproc is the near twins of the cloud's moving parts, for the whole product in one process: queues with workers,
// the pump from the change stream to the relay, clocks that tick, and a mailbox.
//
// Everything in it may be lost in a crash: the table is the truth, and the sweep at the start finds what was under way.
package inproc

import "usersync/internal/access"

// AccountOf names the account of a change or message of our own making.
func AccountOf(id string) access.Account { return access.FromTrigger(id) }
