package store_test

import (
	"testing"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/store"
	"usersync/internal/table"
)

func TestSignal(t *testing.T) {
	text := func(pairs ...string) table.Attrs {
		a := table.Attrs{}
		for i := 0; i < len(pairs); i += 2 {
			a[pairs[i]] = table.S(pairs[i+1])
		}
		return a
	}
	account := access.FromTrigger("A1")
	for _, c := range []struct {
		name     string
		p, s     string
		old, new table.Attrs
		want     *provision.Signal
	}{
		{"a new user rings", "T#A1#U#u1", "SYNC", nil, text("bell", "b1"), &provision.Signal{Kind: provision.BellRung, Account: account, User: "u1"}},
		{"a clean user becomes dirty", "T#A1#U#u1", "SYNC", text(), text("bell", "b1"), &provision.Signal{Kind: provision.BellRung, Account: account, User: "u1"}},
		{"a bell that rings already rings once", "T#A1#U#u1", "SYNC", text("bell", "b1"), text("bell", "b1", "since", "x"), nil},
		{"clean and dirty again between two looks", "T#A1#U#u1", "SYNC", text("bell", "b1"), text("bell", "b2"), &provision.Signal{Kind: provision.BellRung, Account: account, User: "u1"}},
		{"a user comes clean", "T#A1#U#u1", "SYNC", text("bell", "b1"), text(), nil},
		{"a fence is gone", "T#A1#U#u1", "SYNC", text("bell", "b1"), nil, nil},
		{"other items of a user", "T#A1#U#u1", "USER", nil, text("bell", "b1"), nil},
		{"a mail falls due", "T#A1#U#u1", "MAIL#welcome#1", nil, text("state", "due"), &provision.Signal{Kind: provision.MailDue, Account: account, User: "u1", ID: "welcome#1"}},
		{"a claimed mail is released by somebody who brings it again", "T#A1#U#u1", "MAIL#welcome#1", text("state", "claimed"), text("state", "due"), nil},
		{"a mail falls due again", "T#A1#U#u1", "MAIL#welcome#1", text("state", "withdrawn"), text("state", "due"), &provision.Signal{Kind: provision.MailDue, Account: account, User: "u1", ID: "welcome#1"}},
		{"a due mail is touched", "T#A1#U#u1", "MAIL#welcome#1", text("state", "due"), text("state", "due", "tpl", "x"), nil},
		{"no mail is decided", "T#A1#U#u1", "MAIL#welcome#1", nil, text("state", "none"), nil},
		{"a run is created", "T#A1#RUN#r1", "HEAD", nil, text("kind", "full"), &provision.Signal{Kind: provision.RunCreated, Account: account, ID: "r1"}},
		{"a run goes on", "T#A1#RUN#r1", "HEAD", text("kind", "full"), text("kind", "full", "state", "done"), nil},
		{"a chunk of a run", "T#A1#RUN#r1", "C#0#1", nil, text("state", "done"), nil},
		{"a journal is prepared", "T#A1#J", "j1", nil, text("state", "open"), nil},
		{"a journal is committed", "T#A1#J", "j1", text("state", "open"), text("state", "committed"), &provision.Signal{Kind: provision.JournalCreated, Account: account, ID: "j1"}},
		{"a part of a journal", "T#A1#J#j1", "0000", nil, text("state", "committed"), nil},
		{"a hold is approved", "T#A1#RING#h1", "HEAD", nil, text("kind", "hold"), &provision.Signal{Kind: provision.HoldToRing, Account: account, ID: "h1"}},
		{"those in a hold are rung", "T#A1#RING#h1", "HEAD", text("kind", "hold"), text("kind", "hold", "after", "0.u1"), nil},
		{"all in a hold are rung", "T#A1#RING#h1", "HEAD", text("kind", "hold"), nil, nil},
		{"a group", "T#A1#G#g1", "GROUP", nil, text("json", "{}"), nil},
		{"a member shard", "T#A1#G#g1#03", "M#u1", nil, text(), nil},
		{"a key of no account", "CRED#c1", "CRED", nil, text(), nil},
		{"a key of something else", "X#A1#U#u1", "SYNC", nil, text("bell", "b"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := store.Signal(table.Change{Key: table.Key{P: c.p, S: c.s}, Old: c.old, New: c.new}, access.FromTrigger)
			if ok != (c.want != nil) || ok && got != *c.want {
				t.Errorf("got %+v, %v; want %+v", got, ok, c.want)
			}
		})
	}
}
