package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// eventRow is an entry of a user's history as it is stored. Its time and id are its key.
type eventRow struct {
	Kind    string      `json:"kind"`
	By      string      `json:"by,omitempty"`
	Note    string      `json:"note,omitempty"`
	Value   string      `json:"value,omitempty"`
	Hold    string      `json:"hold,omitempty"`
	Grant   *grantRow   `json:"grant,omitempty"`
	Decided *decidedRow `json:"decided,omitempty"`
}

// decidedRow is what an outcome was worked out from.
type decidedRow struct {
	Version   int64           `json:"version"`
	Cause     string          `json:"cause"`
	User      json.RawMessage `json:"user,omitempty"` // canonical SCIM attributes; absent: the directory had no such user
	Groups    []string        `json:"groups,omitempty"`
	Gone      []string        `json:"gone,omitempty"` // groups found to be gone that the policy did not know to be
	Grants    []rule.Grant    `json:"grants,omitempty"`
	Language  string          `json:"language,omitempty"`
	Now       time.Time       `json:"now"`
	Suspended bool            `json:"suspended,omitempty"`
	Pinned    bool            `json:"pinned,omitempty"`
	Change    plan.Difference `json:"change"`
	Holds     []heldMoveRow   `json:"holds,omitempty"`
}

// heldMoveRow is how a change of the outcome changed what a hold withholds.
type heldMoveRow struct {
	Was    *plan.Held `json:"was,omitempty"`
	Now    *plan.Held `json:"now,omitempty"`
	Passed bool       `json:"passed,omitempty"`
}

func historyPartition(a access.Account, user string) string { return accountPrefix(a) + "H#" + user }

func putEvent(a access.Account, user string, e provision.Event) (table.Action, error) {
	row := eventRow{Kind: string(e.Kind), By: e.By, Note: e.Note, Value: e.Value, Hold: e.Hold}
	if e.Grant != nil {
		row.Grant = &grantRow{e.Grant.Grant, e.Grant.By, e.Grant.At}
	}
	if e.Decided != nil {
		decided, err := encodeDecided(*e.Decided)
		if err != nil {
			return table.Action{}, err
		}
		row.Decided = decided
	}
	body, err := json.Marshal(row)
	if err != nil {
		return table.Action{}, fmt.Errorf("write history: %w", err)
	}
	attrs := table.Attrs{}
	if len(body) > packEventAbove {
		if body, err = pack(body); err != nil {
			return table.Action{}, err
		}
		attrs[attrPacked] = table.Bool(true)
	}
	attrs[attrJSON] = table.B(body)
	return table.Put(table.Item{Key: eventKey(a, user, e), Attrs: attrs}, table.NotExists()), nil
}

func eventKey(a access.Account, user string, e provision.Event) table.Key {
	return table.Key{P: historyPartition(a, user), S: stamp(e.At) + "#" + e.ID}
}

// packEventAbove is from how many bytes on an entry is compressed: below a kilobyte it would cost no less.
const packEventAbove = 900

func encodeDecided(d provision.Decided) (*decidedRow, error) {
	row := &decidedRow{
		Version: d.Version, Cause: string(d.Cause), Groups: d.Input.Groups, Gone: slices.Sorted(maps.Keys(d.Input.GoneGroups)), Grants: d.Input.Grants, Language: d.Input.OwnLanguage, Now: d.Input.Now,
		Suspended: d.Person.Suspended, Pinned: d.Person.Pinned, Change: d.Difference,
	}
	for _, h := range d.Holds {
		row.Holds = append(row.Holds, heldMoveRow{h.Was, h.Now, h.Passed})
	}
	if d.Input.User == nil {
		return row, nil
	}
	body, err := encodeObject(d.Input.User)
	row.User = body
	return row, err
}

func decodeEvent(item table.Item, user string) (provision.Event, error) {
	body := item.Attrs[attrJSON].Raw()
	if item.Attrs[attrPacked].True() {
		var err error
		if body, err = unpack(body); err != nil {
			return provision.Event{}, err
		}
	}
	var row eventRow
	if err := json.Unmarshal(body, &row); err != nil {
		return provision.Event{}, fmt.Errorf("read history: %w", err)
	}
	at, id, _ := strings.Cut(item.Key.S, "#")
	e := provision.Event{ID: id, At: parseStamp(at), Kind: provision.EventKind(row.Kind), By: row.By, Note: row.Note, Value: row.Value, Hold: row.Hold}
	if row.Grant != nil {
		e.Grant = &provision.HandGrant{Grant: row.Grant.Grant, By: row.Grant.By, At: row.Grant.At}
	}
	if row.Decided == nil {
		return e, nil
	}
	decided, err := row.Decided.decided(user)
	e.Decided = decided
	return e, err
}

func (row *decidedRow) decided(user string) (*provision.Decided, error) {
	d := &provision.Decided{
		Version: row.Version, Cause: provision.Cause(row.Cause), Difference: row.Change,
		Input:  rule.Input{ID: user, Groups: row.Groups, GoneGroups: goneOf(row.Gone), Grants: row.Grants, OwnLanguage: row.Language, Now: row.Now},
		Person: plan.Person{Gone: true},
	}
	if row.User != nil {
		attributes, err := decodeObject(row.User)
		if err != nil {
			return nil, err
		}
		d.Input.User, d.Person = attributes, personOf(attributes)
	}
	for _, h := range row.Holds {
		d.Holds = append(d.Holds, provision.HoldChange{Was: h.Was, Now: h.Now, Passed: h.Passed})
	}
	d.Input.Email = d.Person.Email
	d.Person.Suspended, d.Person.Pinned = row.Suspended, row.Pinned
	return d, nil
}

func goneOf(groups []string) map[string]bool {
	gone := make(map[string]bool, len(groups))
	for _, id := range groups {
		gone[id] = true
	}
	return gone
}
