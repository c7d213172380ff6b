package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// NoteUse implements access.Uses. What is gone needs no note. Of two notes at the same moment only one counts for the rhythm of the connection.
func (s *Store) NoteUse(ctx context.Context, p access.Principal, at time.Time) error {
	when := table.S(stamp(at))
	var notes []table.Action
	if p.Kind != access.AccessToken {
		notes = append(notes, table.Update(credentialKey(p.Credential), []table.Edit{table.Set(attrLastUse, when)}, table.Exists()))
	}
	if p.Connection != "" {
		key := connectionKey(p.Account, p.Connection)
		attrs, _, err := s.get(ctx, p.Account, key)
		if err != nil {
			return err
		}
		edits := []table.Edit{table.Set(attrLastUse, when), table.SetIfAbsent(attrFirstUse, when)}
		was := parseRhythm(attrs[attrPauses].Str())
		if next := was.Heard(parseStamp(attrs[attrLastUse].Str()), at); !slices.Equal(was, next) {
			edits = append(edits, table.Set(attrPauses, table.S(formatRhythm(next))))
		}
		notes = append(notes, table.Update(key, edits, table.Exists()))
	}
	return wrap("write", unlessCanceled(s.db.Transact(ctx, notes)))
}

func formatRhythm(r provision.Rhythm) string {
	days := make([]string, len(r))
	for i, p := range r {
		days[i] = strconv.FormatInt(p.Day, 10) + ":" + strconv.FormatInt(int64(p.Longest/time.Second), 10)
	}
	return strings.Join(days, " ")
}

// parseRhythm leaves out what it cannot read: a rhythm that is partly forgotten is learned anew.
func parseRhythm(text string) (r provision.Rhythm) {
	for field := range strings.FieldsSeq(text) {
		name, seconds, _ := strings.Cut(field, ":")
		day, err := strconv.ParseInt(name, 10, 64)
		longest, err2 := strconv.ParseInt(seconds, 10, 64)
		if err == nil && err2 == nil {
			r = append(r, provision.Pause{Day: day, Longest: time.Duration(longest) * time.Second})
		}
	}
	return r
}
