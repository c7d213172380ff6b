package cli

import (
	"context"
	"encoding/json"

	"usersync/internal/cli/printer"
)

type auditVerifyCommand struct {
	Noted string `placeholder:"HEAD" help:"A head that an earlier verification showed: that seal must still be there."`
}

// Help says how it ends, and what a head is good for.
func (auditVerifyCommand) Help() string {
	return `Some minutes after something was put on record it is sealed, each seal over the one before. Ends with 0 when all is as it was sealed, and with 1 when not: the first seal that does not hold is shown.

What is not sealed yet is counted, and not wrong. Keep the head that is shown in another place and give it as --noted some day: without one, nobody can tell that the last seals were dropped with their records, or that all was written anew.

    usersync audit verify
    usersync audit verify --noted 12:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`
}

// auditVerdict is what all answers come to together.
type auditVerdict struct {
	State    string `json:"state"`
	Segments int    `json:"segments"`
	Records  int    `json:"records"`
	Head     any    `json:"head"`
	Unsealed any    `json:"unsealed"`
	Flaw     any    `json:"flaw"`
}

// faults say what is wrong with a seal.
var faults = map[string]string{
	"segment_missing": "the seal is not there, or another stands in its place",
	"segment_changed": "the seal was changed, or does not hang on the one before",
	"not_as_noted":    "the seal is not the one that was noted",
	"records_missing": "records that it seals are gone",
	"records_added":   "records came among those that it seals",
	"records_changed": "a record that it seals was changed or exchanged",
}

// Run asks until the end, or until something is wrong.
func (c *auditVerifyCommand) Run(ctx context.Context, s *Session) error {
	var v auditVerdict
	var last object
	for cursor, more := "", true; more; more = cursor != "" {
		_, o, err := s.get(ctx, "/audit/verify", query("noted", c.Noted, "cursor", cursor))
		if err != nil {
			return err
		}
		cursor, last = o.text("next"), o
		v.Segments += o.number("segments")
		v.Records += o.number("records")
	}
	v.State, v.Head, v.Unsealed, v.Flaw = last.text("state"), last.at("head"), last.at("unsealed"), last.at("flaw")
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	shown, err := read(text)
	if err != nil {
		return err
	}
	if err := s.show(printer.Document{JSON: text, Parts: verdictParts(shown)}); err != nil {
		return err
	}
	if v.State != "intact" {
		return &exit{ExitFailed, "The audit is not as it was sealed."}
	}
	return nil
}

func verdictParts(o object) []printer.Part {
	facts := printer.Facts{
		{Name: "state", Value: o.text("state")},
		{Name: "seals that hold", Value: o.text("segments")},
		{Name: "records in these", Value: o.text("records")},
		{Name: "not sealed yet", Value: o.text("unsealed")},
		{Name: "head", Value: o.text("head")},
	}
	if o.has("flaw") {
		facts = append(
			facts,
			printer.Fact{Name: "first seal that does not", Value: o.text("flaw.segment")},
			printer.Fact{Name: "because", Value: or(faults[o.text("flaw.fault")], o.text("flaw.fault"))},
			printer.Fact{Name: "its first record", Value: o.text("flaw.first")},
			printer.Fact{Name: "its last record", Value: o.text("flaw.last")},
		)
	}
	return []printer.Part{facts}
}
