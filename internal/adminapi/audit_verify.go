package adminapi

import (
	"context"

	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// AuditVerification is what was found of the records that were looked at.
type AuditVerification struct {
	State    string     `json:"state" enum:"intact,broken,unfinished" doc:"intact: all is as it was sealed, up to the last seal. broken: see flaw. unfinished: so far all is as it was sealed; go on with next."`
	Segments int        `json:"segments" doc:"How many seals were looked at for this answer: 500 at most."`
	Records  int        `json:"records" doc:"How many records they seal: about 5,000 at most."`
	Head     *string    `json:"head" doc:"The last seal up to which all is as it was sealed: its number and hash, to be noted elsewhere and sent as noted some day. Null: there is none."`
	Unsealed *int       `json:"unsealed" doc:"How many records are not sealed yet, which happens some minutes after they were made; 5,000 at most are counted. Null unless the state is intact."`
	Flaw     *AuditFlaw `json:"flaw" doc:"What is wrong first; what lies behind is not looked at."`
	Next     string     `json:"next,omitempty" doc:"The cursor to go on with; only while unfinished."`
}

// AuditFlaw is a seal of which something is wrong.
type AuditFlaw struct {
	Segment int64   `json:"segment" doc:"The number of the seal. Everything before it is as it was sealed."`
	Fault   string  `json:"fault" enum:"segment_missing,segment_changed,not_as_noted,records_missing,records_added,records_changed" doc:"What was changed, dropped or added: the seal itself, or the records that it seals."`
	First   *string `json:"first" doc:"The id of its first record; null where the seal is missing."`
	Last    *string `json:"last" doc:"The id of its last record."`
}

type verifyAuditInput struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"The next of the answer before. What a caller made up verifies nothing."`
	Noted  string `query:"noted" maxLength:"200" doc:"A head that an earlier verification gave: without one, nobody can tell a record whose last seals were all dropped, or all written anew."`
}

func (s *server) verifyAudit(ctx context.Context, in *verifyAuditInput) (*struct{ Body AuditVerification }, error) {
	cursor, err := decodeCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	from, ok := audit.ParseMark(cursor)
	if !ok {
		return nil, errCursor()
	}
	noted, ok := audit.ParseMark(in.Noted)
	if !ok {
		return nil, fault.New(fault.Invalid, "invalid_value", "What was noted cannot be read.").At("noted", "Must be a head as an earlier verification gave it: a number, a colon and 64 digits of a hash.")
	}
	v, err := s.Chain.Verify(ctx, account(ctx), from, noted)
	if err != nil {
		return nil, err
	}
	return &struct{ Body AuditVerification }{auditVerification(v)}, nil
}

func auditVerification(v provision.AuditVerdict) AuditVerification {
	view := AuditVerification{State: "intact", Segments: v.Segments, Records: v.Records, Head: orNull(v.At.String())}
	switch {
	case v.Flaw != nil:
		view.State = "broken"
		view.Flaw = &AuditFlaw{Segment: v.Flaw.Number, Fault: string(v.Flaw.Fault), First: orNull(v.Flaw.First), Last: orNull(v.Flaw.Last)}
	case v.More:
		view.State, view.Next = "unfinished", encodeCursor(v.At.String())
	default:
		view.Unsealed = &v.Unsealed
	}
	return view
}
