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

// AuditRecords lists up to limit records of the account, newest first, behind the cursor of an earlier answer ("": from the newest on); next is "" at the end.
// fault.Malformed for a cursor that no list gave.
func (s *Store) AuditRecords(ctx context.Context, a access.Account, cursor string, limit int) (list []audit.Record, next string, err error) {
	if cursor != "" && !isID(cursor) {
		return nil, "", errBadCursor()
	}
	q := table.Query{Table: table.Audit, P: auditKey(a, "").P, Desc: true, To: cursor, Limit: limit + 2} // To is inclusive, and one more says that there are more
	page, err := s.query(ctx, a, q)
	if err != nil {
		return nil, "", err
	}
	for _, item := range page.Items {
		if item.Key.S == cursor {
			continue
		}
		if len(list) == limit {
			return list, list[limit-1].ID, nil
		}
		r, err := decodeAudit(item)
		if err != nil {
			return nil, "", err
		}
		list = append(list, r)
	}
	if !page.Next.IsZero() && len(page.Items) < q.Limit && len(list) > 0 { // the page was full before the limit
		next = list[len(list)-1].ID
	}
	return list, next, nil
}
