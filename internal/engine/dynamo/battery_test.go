package dynamo_test

import (
	"testing"

	"usersync/internal/standin"
	"usersync/internal/table"
	"usersync/internal/tabletest"
)

func TestBatteryOnDynoxide(t *testing.T) {
	battery(t, standin.Dynoxide(t))
}

func TestBatteryOnDynamoDBLocal(t *testing.T) {
	battery(t, standin.DynamoDBLocal(t))
}

func battery(t *testing.T, database *standin.DynamoDB) {
	tabletest.Run(t, func(t testing.TB) table.Table { return database.Open(t) })
}
