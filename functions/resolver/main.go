// Function resolver works off the queues hot and bulk: who gets what.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/boot"
)

func main() {
	m := boot.Start(boot.Resolver())
	lambda.Start(m.Queue())
}
