package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/table"
)

// auditRow is a record as it is stored.
type auditRow struct {
	At      time.Time   `json:"at"`
	Actor   string      `json:"actor"`
	Action  string      `json:"action"`
	Subject string      `json:"subject"`
	Changes [][3]string `json:"changes,omitempty"` // attribute, from, to
	Note    string      `json:"note,omitempty"`
}

// auditKey is the place of a record; all of an account are in the order of their ids, which is that of time.
func auditKey(a access.Account, id string) table.Key {
	return table.Key{Table: table.Audit, P: accountPrefix(a) + "AUDIT", S: id}
}

func encodeAudit(a access.Account, r audit.Record) (table.Item, error) {
	row := auditRow{At: r.At.UTC(), Actor: r.Actor, Action: string(r.Action), Subject: r.Subject, Note: r.Note}
	for _, c := range r.Changes {
		row.Changes = append(row.Changes, [3]string{c.Attribute, c.From, c.To})
	}
	body, err := json.Marshal(row)
	if err != nil {
		return table.Item{}, fmt.Errorf("write a record: %w", err)
	}
	return table.Item{Key: auditKey(a, r.ID), Attrs: table.Attrs{attrJSON: table.B(body)}}, nil
}

func decodeAudit(item table.Item) (audit.Record, error) {
	var row auditRow
	if err := json.Unmarshal(item.Attrs[attrJSON].Raw(), &row); err != nil {
		return audit.Record{}, fmt.Errorf("read record %s: %w", item.Key.S, err)
	}
	r := audit.Record{ID: item.Key.S, At: row.At, Actor: row.Actor, Action: audit.Action(row.Action), Subject: row.Subject, Note: row.Note}
	for _, c := range row.Changes {
		r.Changes = append(r.Changes, audit.Change{Attribute: c[0], From: c[1], To: c[2]})
	}
	return r, nil
}

// auditLook is how many records one page of a list looks at.
const auditLook = 5000

// auditSkew is how much later than its record an id can be: no transaction lives longer.
const auditSkew = 5 * time.Minute

// AuditRecords lists up to limit records of the account that are asked for, newest first, behind the cursor of an earlier answer ("": from the newest on); next is ""
// at the end, and a page may hold fewer before that. What is older than is asked for is not read. fault.Malformed for a cursor that no list gave.
func (s *Store) AuditRecords(ctx context.Context, a access.Account, q audit.Query, cursor string, limit int) (list []audit.Record, next string, err error) {
	if cursor != "" && !isID(cursor) {
		return nil, "", errBadCursor()
	}
	read := table.Query{Table: table.Audit, P: auditKey(a, "").P, Desc: true, To: cursor} // To is inclusive
	if (q == audit.Query{}) {
		read.Limit = limit + 2 // one is the cursor's, and one says that there are more
	}
	last := cursor
	for looked := 0; looked < auditLook; {
		page, err := s.query(ctx, a, read)
		if err != nil {
			return nil, "", err
		}
		for _, item := range page.Items {
			if item.Key.S == cursor {
				continue
			}
			r, err := decodeAudit(item)
			if err != nil {
				return nil, "", err
			}
			if r.At.Before(q.From.Add(-auditSkew)) {
				return list, "", nil
			}
			if len(list) == limit {
				return list, last, nil
			}
			if q.Matches(r) {
				list = append(list, r)
			}
			last = item.Key.S
		}
		if page.Next.IsZero() {
			return list, "", nil
		}
		looked, read.Start = looked+len(page.Items), page.Next
	}
	return list, last, nil
}
