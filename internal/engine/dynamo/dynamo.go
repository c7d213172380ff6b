// Package dynamo is package table on Amazon DynamoDB: one physical table per table.Name, with the key attributes P
// and S and the index G1 on G1P and G1S.
//
// It makes no tables, reads no environment and decides nothing about keys or rules. It does not deliver the change
// stream either: on DynamoDB the platform does.
package dynamo

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usersync/internal/table"
)

var _ table.Table = (*Table)(nil)

// IndexName is the name of the index G1 in every physical table: DynamoDB wants three characters at least.
const IndexName = "G1-index"

// The names of an item's key attributes.
const (
	partitionKey = "P"
	sortKey      = "S"
)

// Names are the names of the physical tables.
type Names struct{ Core, Work, Audit string }

func (n Names) of(name table.Name) *string {
	return aws.String([...]string{n.Core, n.Work, n.Audit}[name])
}

// find is the table with a physical name.
func (n Names) find(physical string) (table.Name, bool) {
	for _, name := range [...]table.Name{table.Core, table.Work, table.Audit} {
		if *n.of(name) == physical {
			return name, true
		}
	}
	return 0, false
}

// Table is a database on DynamoDB. It is safe for concurrent use; the fields may be changed before its first use only.
type Table struct {
	// Sleep waits between two attempts, and returns the context's error when that ends first.
	Sleep func(ctx context.Context, d time.Duration) error
	// Random is a number in [0, 1), from which the length of a wait is drawn.
	Random func() float64

	client *dynamodb.Client
	names  Names
}

// New returns the database in the named tables. The client's own retries are not used, see persist.
func New(client *dynamodb.Client, names Names) *Table {
	return &Table{Sleep: sleep, Random: rand.Float64, client: client, names: names}
}

// once is an option of every call: one attempt, the next is up to persist.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
