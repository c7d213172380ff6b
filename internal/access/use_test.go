package access_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"usersync/internal/access"
)

// diary notes uses in the ring that the gate reads, as a store does, or fails.
type diary struct {
	keys  ring
	notes []string
	err   error
}

func (d *diary) NoteUse(_ context.Context, p access.Principal, at time.Time) error {
	if p.Account.ID() != "01ACC" || p.Connection != "01CONN" {
		return errors.New("whose is it?")
	}
	d.notes = append(d.notes, at.Format("15:04"))
	if d.err != nil {
		return d.err
	}
	c := d.keys[p.Credential]
	c.LastUse = at
	d.keys[p.Credential] = c
	return nil
}

func TestUseIsNotedEveryFiveMinutes(t *testing.T) {
	tests := []struct {
		name    string
		kind    access.Kind
		err     error
		forgets bool // every request meets another process
		minutes []int
		want    []string
	}{
		{"the first use, and then no more often", access.SCIMToken, nil, false, []int{0, 0, 1, 4}, []string{"09:00"}},
		{"again after five minutes", access.SCIMToken, nil, false, []int{0, 4, 5, 6, 11}, []string{"09:00", "09:05", "09:11"}},
		{"other processes read the note", access.SCIMToken, nil, true, []int{0, 1, 4, 5}, []string{"09:00", "09:05"}},
		{"a note that failed", access.SCIMToken, errors.New("storage is away"), false, []int{0, 1, 5}, []string{"09:00", "09:05"}},
		{"an admin key", access.AdminKey, nil, false, []int{0, 9}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, secret, hash, err := access.Mint(tt.kind, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			keys := ring{id: {ID: id, Kind: tt.kind, Hash: hash, Account: "01ACC", Connection: "01CONN"}}
			now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
			d := &diary{keys: keys, err: tt.err}
			open := func() *access.Gate {
				return &access.Gate{Credentials: keys, Uses: d, Now: func() time.Time { return now }}
			}
			gate, begin := open(), now
			for _, minute := range tt.minutes {
				now = begin.Add(time.Duration(minute) * time.Minute)
				if tt.forgets {
					gate = open()
				}
				if _, err := gate.Authenticate(t.Context(), secret.Reveal()); err != nil {
					t.Fatalf("refused: %v", err)
				}
			}
			if !slices.Equal(d.notes, tt.want) {
				t.Errorf("noted at %v, want %v", d.notes, tt.want)
			}
		})
	}
}

func TestUseOfARefusedTokenIsNotNoted(t *testing.T) {
	id, secret, hash, err := access.Mint(access.SCIMToken, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys := ring{id: {ID: id, Kind: access.SCIMToken, Hash: hash, Revoked: true}}
	d := &diary{keys: keys}
	gate := &access.Gate{Credentials: keys, Uses: d, Now: time.Now}
	if _, err := gate.Authenticate(t.Context(), secret.Reveal()); err == nil || len(d.notes) != 0 {
		t.Errorf("err %v, notes %v", err, d.notes)
	}
}
