package provision

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// RunSource says whose turn it is in a retry run. The zero RunSource: users who were stored with the run.
type RunSource struct {
	Run   string // those whom this run left with a failure
	Cause string // those who have this failure when they are listed; AnyCause: any
}

// AnyCause stands for every failure.
const AnyCause = "*"

// Limits of retries.
const (
	MaxRetryUsers = 1000 // named in one request
	MaxOpenRetry  = 5    // retry runs of an account that go on side by side
)

// Retry asks for some users to be resolved once more: those named, or all of a source. Users come with the run of whose results they are, or alone.
type Retry struct {
	RunSource
	Users []string
}

// Retry starts a run over the users that are asked for. fault.NotFound (run_not_found, failure_not_found); fault.Conflict (run_not_over: its failures are
// not all known yet; too_many_retries); fault.Invalid for users who do not exist, with their places.
func (r *Runner) Retry(ctx context.Context, a access.Account, want Retry) (Run, error) {
	if err := r.checkSource(ctx, a, want); err != nil {
		return Run{}, err
	}
	if err := r.checkRetries(ctx, a); err != nil {
		return Run{}, err
	}
	run, err := r.newRun(ctx, a, RetryRun, r.NewID())
	if err != nil {
		return Run{}, err
	}
	if len(want.Users) == 0 {
		run.Source = want.RunSource
		return run, r.Heads.AddRun(ctx, a, run)
	}
	users := slices.Compact(slices.Sorted(slices.Values(want.Users)))
	return run, r.Heads.AddRun(ctx, a, run, inChunks(users)...)
}

func (r *Runner) checkSource(ctx context.Context, a access.Account, want Retry) error {
	if want.Run != "" {
		run, err := r.Run(ctx, a, want.Run)
		switch {
		case err != nil:
			return err
		case run.Kind == DryRun:
			return errNoRun()
		case !run.Over() && len(want.Users) == 0:
			return fault.New(fault.Conflict, "run_not_over", "The run goes on, so that not all of its failures are known. Wait for its end, or name the users.")
		}
	}
	known := want.Cause == AnyCause || slices.Contains(FailureCodes, want.Cause)
	if !known && (want.Cause != "" || want.Run == "" && len(want.Users) == 0) {
		return errNoFailure()
	}
	return r.checkUsers(ctx, a, want.Users)
}

func (r *Runner) checkUsers(ctx context.Context, a access.Account, users []string) error {
	bad := fault.New(fault.Invalid, "invalid_value", "Users to be retried must exist, at most %d of them.", MaxRetryUsers)
	if len(users) > MaxRetryUsers {
		return bad.At("users", "Names too many users.")
	}
	known, err := r.People.Standings(ctx, a, slices.Compact(slices.Sorted(slices.Values(users))))
	if err != nil {
		return err
	}
	for i, user := range users {
		if _, ok := known[user]; !ok {
			bad.At("users/"+strconv.Itoa(i), "There is no such user.")
		}
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

func (r *Runner) checkRetries(ctx context.Context, a access.Account) error {
	open, err := r.Heads.OpenRuns(ctx, a)
	if err != nil {
		return err
	}
	n := 0
	for _, run := range open {
		if run.Kind == RetryRun {
			n++
		}
	}
	if n >= MaxOpenRetry {
		return fault.New(fault.Conflict, "too_many_retries", "%d retries go on already. Wait for one of them, or cancel one.", MaxOpenRetry)
	}
	return nil
}

// inChunks parts users into the chunks of shard 0.
func inChunks(users []string) []Chunk {
	var chunks []Chunk
	for part := range slices.Chunk(users, ChunkUsers) {
		n := len(chunks)
		upto := n*ChunkUsers + len(part)
		c := Chunk{N: n, Users: part, Upto: upto}
		if upto < len(users) {
			c.Next = strconv.Itoa(upto)
		}
		chunks = append(chunks, c)
	}
	return chunks
}

// listUsers lists the users of a chunk behind a position in its shard.
func (r *Runner) listUsers(ctx context.Context, a access.Account, run Run, shard int, after string, size int) (users []string, next string, err error) {
	switch {
	case run.Kind != RetryRun:
		return r.People.UserIDs(ctx, a, shard, after, size)
	case run.Source.Run != "":
		failed := func(u UserResult) bool { return u.Failed }
		list, next, err := r.pickResults(ctx, a, ResultQuery{Run: run.Source.Run, Cursor: after, Limit: ChunkUsers}, failed)
		for _, u := range list {
			users = append(users, u.User)
		}
		return users, next, err
	case run.Source.Cause == AnyCause:
		return r.listAnyCause(ctx, a, after)
	case run.Source.Cause != "":
		list, next, err := r.Failing.Failing(ctx, a, run.Source.Cause, after, ChunkUsers)
		return usersOf(list), next, err
	default: // all were stored with the run
		return nil, "", nil
	}
}

// listAnyCause lists users cause after cause. Somebody who is listed under a cause is not listed again under those behind it; who gets rid of the first one in
// between may be, which does no harm.
func (r *Runner) listAnyCause(ctx context.Context, a access.Account, after string) (users []string, next string, err error) {
	code, at, _ := strings.Cut(after, " ")
	for i := max(0, slices.Index(FailureCodes, code)); i < len(FailureCodes); i, at = i+1, "" {
		list, more, err := r.Failing.Failing(ctx, a, FailureCodes[i], at, ChunkUsers)
		if err != nil {
			return nil, "", err
		}
		if users, err = r.notListed(ctx, a, usersOf(list), FailureCodes[:i]); err != nil {
			return nil, "", err
		}
		switch {
		case more != "":
			return users, FailureCodes[i] + " " + more, nil
		case len(users) > 0 && i+1 < len(FailureCodes):
			return users, FailureCodes[i+1] + " ", nil
		case len(users) > 0:
			return users, "", nil
		}
	}
	return nil, "", nil
}

// notListed leaves out those who have one of the causes that were listed before.
func (r *Runner) notListed(ctx context.Context, a access.Account, users, before []string) ([]string, error) {
	if len(users) == 0 || len(before) == 0 {
		return users, nil
	}
	problems, err := r.Failing.Problems(ctx, a, users)
	return slices.DeleteFunc(users, func(id string) bool {
		return slices.ContainsFunc(problems[id].Problems, func(p Problem) bool { return slices.Contains(before, p.Code) })
	}), err
}

func usersOf(list []FailedUser) []string {
	ids := make([]string, len(list))
	for i, u := range list {
		ids[i] = u.User
	}
	return ids
}
