// Function usual is functions/scim with the configuration that the SDK's guide shows, for `make bench-cold`: LoadDefaultConfig instead of what package boot makes by
// hand. It is a module of its own, so that the product's does not carry what this needs.
package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"time"

	aws "github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/cloud/lambda"
	"usersync/internal/engine/dynamo"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	loaded, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Error("cannot start", "error", err)
		os.Exit(1)
	}
	product := app.New(app.Config{
		DB:  dynamo.New(dynamodb.NewFromConfig(loaded), dynamo.Names{Core: os.Getenv("USERSYNC_TABLE_CORE")}),
		Log: log, URL: os.Getenv("USERSYNC_URL"), Now: time.Now, NewID: func() string { return ulid.Make().String() },
		Sleep: func(context.Context, time.Duration) error { return nil }, Rand: mathrand.Float64, Random: rand.Reader, AccountOf: lambda.AccountOf,
	})
	aws.Start(lambda.HTTP(product.SCIM(), lambda.HTTPOptions{Log: log}))
}
