package provision

import (
	"context"
	"time"

	"usersync/internal/access"
)

// ListShards is how many shards the list of directory users has; a run is planned shard by shard.
const ListShards = 4

// KeptShard is the shard of those who were deleted while sync was off and keep what they had: usually empty, and no part of a run, but of its second listing.
const KeptShard = ListShards

// ChunkUsers is how many users one chunk of a run holds at most; a dry run says how many it wants (Rehearsal.ChunkSize).
const ChunkUsers = 50

// RunHeads keeps the heads of runs. Reads are strong; safe for concurrent use.
type RunHeads interface {
	// AddRun stores a new run with chunks that are known from the start, at most 50, and its appearance in the change stream sets it going. fault.Conflict when there is one of this id, or when it is
	// a full run and another full run is not over.
	AddRun(ctx context.Context, a access.Account, r Run, chunks ...Chunk) error
	// GetRun reads a run with its counts; ok is false when there is none.
	GetRun(ctx context.Context, a access.Account, id string) (r Run, ok bool, err error)
	// OpenRuns reads the runs that are not over, oldest first.
	OpenRuns(ctx context.Context, a access.Account) ([]Run, error)
	// RunsBefore lists up to limit runs of a kind ("": of all but dry runs) older than the id before ("" from the newest), newest first. fault.Malformed
	// (bad_cursor) for what is no id.
	RunsBefore(ctx context.Context, a access.Account, kind RunKind, before string, limit int) ([]Run, error)
	// MoveRun takes a run from the state it was read in to the next, with what is planned; at is when it ended, if it did. ErrMoved
	// when it is in another state by now.
	MoveRun(ctx context.Context, a access.Account, r Run, to RunState, planned int, at time.Time) error
	// CancelRun notes on a run that is in the state it was read in that it shall end early (Run.Canceled); ErrMoved when it is in another by now.
	CancelRun(ctx context.Context, a access.Account, r Run) error
	// RunCanceled reports whether that was noted.
	RunCanceled(ctx context.Context, a access.Account, id string) (bool, error)
	// OldestRuns lists the ids of up to limit runs, oldest first, of dry runs or of the others, that were started before a time.
	OldestRuns(ctx context.Context, a access.Account, dry bool, before time.Time, limit int) ([]string, error)
	// DropRun deletes up to limit chunks of a run, and the rest of it once it has none; gone says that nothing is left.
	DropRun(ctx context.Context, a access.Account, id string, limit int) (gone bool, err error)
	// NoteSweep remembers how far a run was when the sweeper looked, and returns what it was the time before: -1 the first time.
	NoteSweep(ctx context.Context, a access.Account, id string, progress int) (before int, err error)
}

// Chunk is a part of a run: users listed once and for all, so that doing it again does the same.
type Chunk struct {
	Shard int
	N     int      // within the shard, from 0
	Users []string // there may be none
	Upto  int      // how many users this chunk and those before it in the shard hold
	Next  string   // where the listing goes on behind it; "": this is the last chunk of the shard
	Done  bool

	Results []UserResult // once it is done, of each user in turn
}

// Tally is what came of a chunk.
type Tally struct {
	Done, Changed, Failed, Waiting, Held, Drift, Skipped int

	Results []UserResult // of each user in turn; none of a dry run
}

// RunParts keeps the chunks of runs. Reads are strong; safe for concurrent use.
type RunParts interface {
	// LastChunk reads the chunk of a shard with the highest number; ok is false when there is none.
	LastChunk(ctx context.Context, a access.Account, run string, shard int) (c Chunk, ok bool, err error)
	// AddChunk stores a chunk; ErrMoved when the shard has one of this number.
	AddChunk(ctx context.Context, a access.Account, run string, c Chunk) error
	// GetChunk reads a chunk; ok is false when there is none.
	GetChunk(ctx context.Context, a access.Account, run string, shard, n int) (c Chunk, ok bool, err error)
	// CloseChunk marks a chunk as done, keeps its results and adds its tally to the run's counts in one transaction; ErrMoved when it was done already.
	CloseChunk(ctx context.Context, a access.Account, run string, c Chunk, t Tally) error
	// Chunks reads up to limit chunks with their results from a place on, by shard and number; more says that there are some behind them.
	Chunks(ctx context.Context, a access.Account, run string, shard, n, limit int) (list []Chunk, more bool, err error)
	// OpenChunks lists the numbers of a shard's chunks that are not done.
	OpenChunks(ctx context.Context, a access.Account, run string, shard int) ([]int, error)
}

// Standing is how old a user's outcome is.
type Standing struct {
	Fence
	Since time.Time // when the user's bell began to ring; zero while it is silent
}

// Population lists directory users and how old their outcomes are.
type Population interface {
	// UserIDs lists up to limit ids of one of ListShards shards, or of KeptShard, behind the position after ("" is the beginning); next is "" at the
	// end, and a page may hold fewer than limit before that. It is eventually consistent.
	UserIDs(ctx context.Context, a access.Account, shard int, after string, limit int) (ids []string, next string, err error)
	// Standings reads how old the outcomes of users are, strongly; those who never were, or were erased, are left out.
	Standings(ctx context.Context, a access.Account, users []string) (map[string]Standing, error)
	// UserNames reads the names of users, of those who have left too; those whom nobody knows are left out.
	UserNames(ctx context.Context, a access.Account, users []string) (map[string]string, error)
	// Settled reads the policy version up to which every user was seen to be resolved, and when the live one was published. Strong.
	Settled(ctx context.Context, a access.Account) (settled, live int64, published time.Time, err error)
	// Settle notes that every user is resolved at version. Nothing happens when another version is live by now.
	Settle(ctx context.Context, a access.Account, version int64) error
}
