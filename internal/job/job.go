// Package job is work that travels through queues: messages, the verdict on each, and
// the arithmetic of retries.
//
// A message only says "look at this": all truth is in the table, so duplicates, disorder, delay
// and loss are harmless. The package sends nothing and knows no queue.
package job

import "time"

// Queue is one of the queues.
type Queue string

// The queues: Hot for single users, Bulk for runs and journals, Mail for welcome mail. Into Reports the mail service puts what became of mails, and nobody here anything.
const (
	Hot     Queue = "hot"
	Bulk    Queue = "bulk"
	Mail    Queue = "mail"
	Reports Queue = "reports"
)

// Kind is what a message asks for.
type Kind string

// The kinds of messages.
const (
	ResolveUser  Kind = "resolve" // work out one user again (User)
	ApplyJournal Kind = "journal" // finish a mass membership change (ID = journal id)
	PlanRun      Kind = "run"     // start or go on with a run (ID = run id): plan its shards
	PlanShard    Kind = "shard"   // list one shard of a run (ID, Shard)
	RunChunk     Kind = "chunk"   // resolve one chunk of a run (ID, Shard, Chunk)
	CheckRun     Kind = "check"   // the second listing that closes a publishing run (ID)
	AutoPlan     Kind = "auto"    // go on with what goes live by itself
	RingHold     Kind = "hold"    // have those in an approved hold looked at again (ID = hold id)
	NoteGone     Kind = "gone"    // note in the policy which groups of its rules were deleted
	SendMail     Kind = "mail"    // send one mail intent (User, ID = intent name)
)

// Message is one item of work. It carries ids only, never personal data.
type Message struct {
	Kind    Kind   `json:"k"`
	Account string `json:"a"`
	User    string `json:"u,omitempty"`
	ID      string `json:"i,omitempty"`
	Shard   int    `json:"s,omitempty"`
	Chunk   int    `json:"c,omitempty"`
	Version int64  `json:"v"`           // the live policy version, read strongly by the sender
	Hops    int    `json:"h,omitempty"` // messages between the trigger and this one; at most MaxHops
}

// MaxHops bounds chains of messages: runs fan out as a tree, never as a chain.
const MaxHops = 4

// Verdict is what became of a message.
type Verdict struct {
	act    act
	after  time.Duration
	reason string
}

type act uint8

const (
	done act = iota
	again
	never
)

// Done means the work is finished; the message may be deleted.
func Done() Verdict { return Verdict{} }

// Again means the queue shall deliver the message once more, after a while.
func Again(after time.Duration, reason string) Verdict {
	return Verdict{act: again, after: after, reason: reason}
}

// Never means the message can never succeed (undecodable, its account is gone): park it and delete it.
func Never(reason string) Verdict { return Verdict{act: never, reason: reason} }

// IsDone reports whether the work is finished.
func (v Verdict) IsDone() bool { return v.act == done }

// IsAgain reports whether the message shall come again, and after how long.
func (v Verdict) IsAgain() (time.Duration, bool) { return v.after, v.act == again }

// IsNever reports whether the message shall be parked.
func (v Verdict) IsNever() bool { return v.act == never }

// Reason says why, for the log; empty when done.
func (v Verdict) Reason() string { return v.reason }
