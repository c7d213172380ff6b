package provision

import (
	"context"
	"fmt"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// UserVerdict is one thing that a run found of a user.
type UserVerdict string

// The verdicts. Somebody may be changed, failed, waiting and withheld from at once; unchanged and skipped stand alone, but that somebody unchanged may fail or wait still.
const (
	UserChanged   UserVerdict = "changed"
	UserUnchanged UserVerdict = "unchanged"
	UserFailed    UserVerdict = "failed"
	UserWaiting   UserVerdict = "waiting"  // for a seat
	UserWithheld  UserVerdict = "withheld" // something that would go stays, until somebody decides on a hold
	UserSkipped   UserVerdict = "skipped"  // not looked at: left to a newer run, or the run was canceled
)

// internalFailure is the failure code of somebody whom a run could not resolve for a reason that is ours.
const internalFailure = "internal"

// UserResult is what a run found of one user, when the chunk of the user was counted.
type UserResult struct {
	User     string
	UserName string // when it is read; "" when nobody knows it any more
	Changed  bool
	Failed   bool
	Waiting  bool
	Held     bool
	Drift    bool // see Result.Drift
	Skipped  bool
	Codes    []string // of failures and of waiting, sorted
}

// Verdicts lists what was found, never empty.
func (r UserResult) Verdicts() []UserVerdict {
	if r.Skipped {
		return []UserVerdict{UserSkipped}
	}
	list := []UserVerdict{UserUnchanged}
	if r.Changed {
		list[0] = UserChanged
	}
	if r.Failed {
		list = append(list, UserFailed)
	}
	if r.Waiting {
		list = append(list, UserWaiting)
	}
	if r.Held {
		list = append(list, UserWithheld)
	}
	return list
}

// ResultQuery asks for results of a run.
type ResultQuery struct {
	Run     string
	Verdict UserVerdict // only those of whom this was found; "": all
	Drift   bool        // only those who had drifted
	Cursor  string      // next of the page before
	Limit   int         // at least 1
}

// How many results one page looks at, and how many chunks are read together.
const (
	maxResults     = 5000
	chunksTogether = 20
)

// Results lists what a run found of each user, in a stable order; next is "" at the end, and a page may hold fewer than asked for before that. Of a run that
// goes on these are the users looked at so far. fault.NotFound, of dry runs too: they are read as plans; fault.Malformed (bad_cursor).
func (r *Runner) Results(ctx context.Context, a access.Account, q ResultQuery) (list []UserResult, next string, err error) {
	run, err := r.Run(ctx, a, q.Run)
	if err != nil {
		return nil, "", err
	}
	if run.Kind == DryRun {
		return nil, "", errNoRun()
	}
	wanted := func(u UserResult) bool {
		return (u.Drift || !q.Drift) && (q.Verdict == "" || slices.Contains(u.Verdicts(), q.Verdict))
	}
	list, next, err = r.pickResults(ctx, a, q, wanted)
	if err != nil || len(list) == 0 {
		return list, next, err
	}
	return list, next, r.nameResults(ctx, a, list)
}

// pickResults reads on until a page is full, enough was looked at, or nothing is left.
func (r *Runner) pickResults(ctx context.Context, a access.Account, q ResultQuery, wanted func(UserResult) bool) (list []UserResult, next string, err error) {
	at, err := parsePlace(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	for looked := 0; looked < maxResults; {
		chunks, more, err := r.Parts.Chunks(ctx, a, q.Run, at.shard, at.n, chunksTogether)
		if err != nil {
			return nil, "", err
		}
		for _, c := range chunks {
			if c.Shard != at.shard || c.N != at.n {
				at = place{shard: c.Shard, n: c.N}
			}
			for ; at.offset < len(c.Results); at.offset++ {
				if len(list) == q.Limit {
					return list, at.String(), nil
				}
				if wanted(c.Results[at.offset]) {
					list = append(list, c.Results[at.offset])
				}
				looked++
			}
			at = place{shard: c.Shard, n: c.N + 1}
		}
		if !more {
			return list, "", nil
		}
	}
	return list, at.String(), nil
}

func (r *Runner) nameResults(ctx context.Context, a access.Account, list []UserResult) error {
	ids := make([]string, len(list))
	for i, u := range list {
		ids[i] = u.User
	}
	names, err := r.People.UserNames(ctx, a, ids)
	for i := range list {
		list[i].UserName = names[list[i].User]
	}
	return err
}

// place is a position among the results of a run.
type place struct{ shard, n, offset int }

func (p place) String() string { return fmt.Sprintf("%d-%d-%d", p.shard, p.n, p.offset) }

func parsePlace(text string) (p place, err error) {
	if text == "" {
		return place{}, nil
	}
	_, err = fmt.Sscanf(text, "%d-%d-%d", &p.shard, &p.n, &p.offset)
	if err != nil || p.String() != text || min(p.shard, p.n, p.offset) < 0 || p.shard > ListShards || p.n > maxChunks || p.offset > ChunkUsers {
		return place{}, fault.New(fault.Malformed, "bad_cursor", "The cursor is not one that a list of ours gave. Start again without it.")
	}
	return p, nil
}

// maxChunks bounds what a cursor may name.
const maxChunks = 9_999_999

func errNoRun() error { return fault.New(fault.NotFound, "run_not_found", "There is no such run.") }
