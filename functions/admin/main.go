// Function admin answers the admin API, and whether the deployment is there, behind an HTTP API of API Gateway.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/boot"
)

func main() {
	m := boot.Start(boot.Admin())
	lambda.Start(m.HTTP(m.AdminDoor()))
}
