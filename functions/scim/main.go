// Function scim answers identity providers: SCIM 2.0 behind a REST API of API Gateway.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/boot"
)

func main() {
	m := boot.Start(boot.SCIM())
	lambda.Start(m.SCIM())
}
