package dynamo_test

import (
	"testing"

	"usersync/internal/standin"
	"usersync/internal/table"
	"usersync/internal/tabletest"
)

func TestBatteryOnDynoxide(t *testing.T) {
	battery(t, standin.Dynoxide(t), ignoresCase, endsAtNUL)
}

// TestBatteryOnDynamoDBLocal is for wherever DynamoDB Local can be had, and on CI it must be: there the stand-in fails.
func TestBatteryOnDynamoDBLocal(t *testing.T) {
	if lacks := standin.LacksDynamoDBLocal(); lacks != nil && !standin.OnCI() {
		t.Logf("NOT RUN on DynamoDB Local: %v", lacks)
		return
	}
	battery(t, standin.DynamoDBLocal(t), countsNoMissingItem, countsNoEmptyQuery, countsNoEmptyEventualQuery, countsTransactionsOnce)
}

func battery(t *testing.T, database *standin.DynamoDB, known ...tabletest.Difference) {
	tabletest.Run(t, func(t testing.TB) table.Table { return database.Open(t) }, known...)
}
