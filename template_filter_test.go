package usersync_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"sync"

	"usersync/internal/access"
	"usersync/internal/cfn"
	"usersync/internal/inproc"
	"usersync/internal/store"
	"usersync/internal/table"
)

// change is a change of the core table. An impossible one is never written: store.Signal allows for it, the filter need not.
type change struct {
	name string
	table.Change
	impossible bool
	record     any // as a DynamoDB stream delivers it
	signals    bool
}

// accountOf is inproc's: only there may text name an account.
func accountOf(id string) access.Account { return inproc.AccountOf(id) }

// changesOfCore are worked out once: every mutant is tried with them.
var changesOfCore = sync.OnceValue(func() []change {
	changes := possible()
	for i := range changes {
		_, changes[i].signals = store.Signal(changes[i].Change, accountOf)
		changes[i].record = record(changes[i].Change)
	}
	return changes
})

// possible is a change of every kind for each kind of item that the key table in package store names.
func possible() []change {
	const account, id = "01JD0000000000000000000001", "01JD00000000000000000000U1"
	at := func(partition, sort string, old, fresh table.Attrs, name string) change {
		return change{name: name, Change: table.Change{Key: table.Key{P: "T#" + account + partition, S: sort}, Old: old, New: fresh}}
	}
	clean := table.Attrs{"want": table.N(1), "done": table.N(1), "rules": table.N(3), "gone": table.Bool(false)}
	ringing := with(clean, "bell", "01JD00000000000000000000B1", "since", "2026-11-23T12:00:00.000Z", "G1P", "DIRTY#07", "G1S", "T#a#2026")
	again := with(ringing, "bell", "01JD00000000000000000000B2")
	mail := func(state string) table.Attrs { return with(nil, "state", state, "tpl", "t", "at", "2026") }
	run := func(state string) table.Attrs {
		return with(table.Attrs{"version": table.N(3)}, "kind", "full", "state", state, "started", "2026")
	}
	auto := with(nil, "kind", "rules")
	ringings := with(nil, "kind", "hold")
	journal := func(state string) table.Attrs {
		return with(table.Attrs{"parts": table.N(2)}, "state", state, "group", id)
	}
	changes := []change{
		at("#U#"+id, "SYNC", nil, ringing, "a user is born"),
		at("#U#"+id, "SYNC", clean, ringing, "a user becomes dirty"),
		at("#U#"+id, "SYNC", ringing, with(ringing, "since", "later"), "a dirty user changes again"),
		at("#U#"+id, "SYNC", ringing, clean, "a user becomes clean"),
		at("#U#"+id, "SYNC", ringing, nil, "a fence goes"),
		at("#U#"+id, "SYNC", clean, with(clean, "more", "x"), "a clean fence is written"),
		at("#U#"+id, "MAIL#welcome#1", nil, mail("due"), "a mail is due"),
		at("#U#"+id, "MAIL#welcome#1", mail("claimed"), mail("due"), "a claimed mail is released"),
		at("#U#"+id, "MAIL#welcome#1", mail("withdrawn"), mail("due"), "a mail is due again"),
		at("#U#"+id, "MAIL#welcome#1", mail("due"), mail("claimed"), "a mail is claimed"),
		at("#U#"+id, "MAIL#welcome#1", mail("claimed"), mail("accepted"), "a mail is sent"),
		at("#U#"+id, "MAIL#welcome#1", nil, mail("none"), "no mail is wanted"),
		at("#NOTICE#hold-"+id, "MAIL#notice#0", nil, mail("due"), "admins are to be told"),
		at("#NOTICE#hold-"+id, "MAIL#notice#0", mail("due"), mail("sent"), "a notice is spread over its addresses"),
		at("#NOTICE#hold-"+id, "MAIL#notice#1", nil, mail("due"), "one of them is due"),
		at("#NOTICE#hold-"+id, "MAIL#notice#1", mail("claimed"), mail("due"), "its claim is released"),
		at("#RUN#"+id, "HEAD", nil, run("planning"), "a run is created"),
		at("#RUN#"+id, "HEAD", run("planning"), run("running"), "a run goes on"),
		at("#RUN#"+id, "HEAD", run("running"), run("done"), "a run is over"),
		at("#AUTO#7", "HEAD", nil, auto, "a draft is saved that goes live by itself"),
		at("#AUTO#7", "HEAD", auto, with(auto, "plan", id), "its plan is started"),
		at("#AUTO#7", "HEAD", auto, nil, "it is live"),
		at("#AUTO#SYNC", "HEAD", nil, with(nil, "kind", "sync"), "syncing is to be switched on by itself"),
		at("#AUTO#SYNC", "HEAD", with(nil, "kind", "sync"), with(nil, "kind", "sync", "plan", id), "its plan is started"),
		at("#RING#"+id, "HEAD", nil, ringings, "a hold is approved"),
		at("#RING#"+id, "HEAD", ringings, with(ringings, "after", "0."+id), "those in it are rung"),
		at("#RING#"+id, "HEAD", ringings, nil, "all in it are rung"),
		at("#GONE", id, nil, with(nil, "state", "gone", "at", "2026"), "a group is deleted"),
		at("#GONE", id, with(nil, "state", "gone", "at", "2026"), nil, "somebody looked at it"),
		at("#J", id, nil, journal("open"), "a journal is prepared"),
		at("#J", id, journal("open"), journal("committed"), "a journal is committed"),
		at("#J", id, journal("open"), journal("void"), "a journal is void"),
		at("#J", id, journal("committed"), nil, "a journal is applied"),
	}
	replaced := at("#U#"+id, "SYNC", ringing, again, "a bell is replaced by another")
	touched := at("#U#"+id, "MAIL#welcome#1", mail("due"), with(mail("due"), "tpl", "other"), "a due mail is touched")
	recommitted := at("#J", id, journal("committed"), with(journal("committed"), "group", "other"), "a committed journal is touched")
	for _, c := range []change{replaced, touched, recommitted} {
		c.impossible = true // a bell is set where there is none; a mail that is due is claimed or settled; a committed journal is deleted
		changes = append(changes, c)
	}
	return append(changes, silent(account, id)...)
}

// silent are the kinds of items that call for nothing, born, changed and gone, with attributes that other items are known by.
func silent(account, id string) []change {
	var changes []change
	for _, key := range [][2]string{
		{"#META", "ACCOUNT"},
		{"#META", "CONN#" + id},
		{"#META", "CRED#" + id},
		{"#META", "SYNC"},
		{"#U#" + id, "USER"},
		{"#U#" + id, "ACC"},
		{"#U#" + id, "G#" + id},
		{"#U#" + id, "SEAT#p"},
		{"#U#" + id, "OV#seat"},
		{"#UQ#un#a@example.com#J", "UQ"},
		{"#LK#em#a@example.com", id},
		{"#G#" + id, "GROUP"},
		{"#G#" + id + "#03", "M#" + id},
		{"#J#" + id, "0000"},
		{"#N#3", "USERS"},
		{"#RULES", "HEAD"},
		{"#RULESNAP#3", "0000"},
		{"#ST#" + id, "HEAD"},
		{"#ET#" + id, "V#1"},
		{"#P#p#S", "03"},
		{"#P#p#W", id},
		{"#F#mail_rejected", id},
		{"#RUN#" + id, "CNT#1"},
		{"#RUN#" + id, "C#1#1"},
		{"#RUNS", id},
		{"#RUNS#OPEN", "FULL"},
	} {
		was := with(table.Attrs{"ver": table.N(1)}, "json", "{}", "state", "open")
		for _, c := range []table.Change{{New: was}, {Old: was, New: with(was, "json", `{"a":1}`)}, {Old: was}} {
			c.Key = table.Key{P: "T#" + account + key[0], S: key[1]}
			changes = append(changes, change{name: fmt.Sprintf("%s %s, old %t, new %t", key[0], key[1], c.Old != nil, c.New != nil), Change: c})
		}
	}
	for _, key := range []table.Key{{P: "CRED#" + id, S: "CRED"}, {P: "OPERATORS", S: id}, {P: "ACCOUNTS", S: account}} {
		changes = append(changes, change{name: key.P, Change: table.Change{Key: key, New: with(nil, "kind", "scim")}})
	}
	return changes
}

// with adds texts to attributes.
func with(attrs table.Attrs, pairs ...string) table.Attrs {
	fresh := table.Attrs{}
	for name, v := range attrs {
		fresh[name] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		fresh[pairs[i]] = table.S(pairs[i+1])
	}
	return fresh
}

// gate is the filters of a mapping: any of them lets a change through. A mapping without filters lets through everything.
func gate(mapping cfn.Value, no refuse) func(c change) bool {
	var patterns []cfn.Pattern
	filters := mapping.At("FilterCriteria", "Filters").List()
	for _, f := range filters {
		pattern, err := cfn.ParsePattern(f.At("Pattern").Text())
		if err != nil {
			no("%v", err)
			continue
		}
		patterns = append(patterns, pattern)
	}
	return func(c change) bool {
		return len(filters) == 0 || slices.ContainsFunc(patterns, func(p cfn.Pattern) bool { return p.Matches(c.record) })
	}
}

// record is a change as a DynamoDB stream delivers it.
func record(c table.Change) any {
	body := map[string]any{"Keys": map[string]any{"P": text(c.Key.P), "S": text(c.Key.S)}, "SequenceNumber": "1", "StreamViewType": "NEW_AND_OLD_IMAGES"}
	event := "MODIFY"
	if c.Old == nil {
		event = "INSERT"
	} else {
		body["OldImage"] = image(c.Key, c.Old)
	}
	if c.New == nil {
		event = "REMOVE"
	} else {
		body["NewImage"] = image(c.Key, c.New)
	}
	return map[string]any{"eventName": event, "eventSource": "aws:dynamodb", "dynamodb": body}
}

func image(key table.Key, attrs table.Attrs) map[string]any {
	fields := map[string]any{"P": text(key.P), "S": text(key.S)}
	for name, v := range attrs {
		fields[name] = field(v)
	}
	return fields
}

func field(v table.Value) any {
	switch v.Type() {
	case table.Number:
		return map[string]any{"N": fmt.Sprint(v.Int())}
	case table.Boolean:
		return map[string]any{"BOOL": v.True()}
	case table.Bytes:
		return map[string]any{"B": base64.StdEncoding.EncodeToString(v.Raw())}
	default:
		return text(v.Str())
	}
}

func text(s string) map[string]any { return map[string]any{"S": s} }
