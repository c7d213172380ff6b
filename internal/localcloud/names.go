package localcloud

import (
	"fmt"
	"regexp"
	"strings"

	"usersync/internal/cfn"
	"usersync/internal/lambdatest"
)

const (
	region  = lambdatest.Region
	account = lambdatest.Account
)

func arn(service, resource string) string {
	return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource
}

// nameResources gives every resource its physical name and its attributes.
func (c *Cloud) nameResources() {
	kinds := map[string]func(*cfn.Resource){
		"AWS::DynamoDB::Table": func(r *cfn.Resource) {
			name := c.name(r, "TableName")
			c.attribute(r, "Arn", arn("dynamodb", "table/"+name))
			c.attribute(r, "StreamArn", arn("dynamodb", "table/"+name+"/stream/2026-11-01T08:00:00.000"))
		},
		"AWS::SQS::Queue": func(r *cfn.Resource) {
			name := c.name(r, "QueueName")
			c.attribute(r, "QueueName", name)
			c.attribute(r, "Arn", arn("sqs", name))
			c.names[r.ID] = c.SQS.URL + "/" + account + "/" + name
		},
		"AWS::Serverless::Function":  func(r *cfn.Resource) { c.attribute(r, "Arn", arn("lambda", "function:"+c.name(r, "FunctionName"))) },
		"AWS::Logs::LogGroup":        func(r *cfn.Resource) { c.attribute(r, "Arn", arn("logs", "log-group:"+c.name(r, "LogGroupName"))) },
		"AWS::IAM::Role":             func(r *cfn.Resource) { c.attribute(r, "Arn", "arn:aws:iam::"+account+":role/"+c.name(r, "RoleName")) },
		"AWS::Events::Rule":          func(r *cfn.Resource) { c.attribute(r, "Arn", arn("events", "rule/"+c.name(r, "Name"))) },
		"AWS::SES::ConfigurationSet": func(r *cfn.Resource) { c.name(r, "Name") },
		"AWS::Serverless::Api":       func(r *cfn.Resource) { c.names[r.ID] = strings.ToLower(r.ID) },
		"AWS::Serverless::HttpApi":   func(r *cfn.Resource) { c.names[r.ID] = strings.ToLower(r.ID) },
	}
	for kind, name := range kinds {
		for _, r := range c.template.OfType(kind) {
			name(r)
		}
	}
}

// name is the physical name: what a property says, or one as CloudFormation makes it.
func (c *Cloud) name(r *cfn.Resource, property string) string {
	name := r.At(property).Text()
	if name == "" {
		name = fmt.Sprintf("%s-%s-LOCAL", cfn.Pseudo["AWS::StackName"], r.ID)
	}
	c.names[r.ID] = name
	return name
}

func (c *Cloud) attribute(r *cfn.Resource, name, value string) { c.names[r.ID+"."+name] = value }

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

// fill puts physical names where a text of the template speaks of resources.
func (c *Cloud) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		if value, ok := c.names[found[2:len(found)-1]]; ok {
			return value
		}
		return found
	})
}

func (c *Cloud) fillAll(texts []string) []string {
	filled := make([]string, 0, len(texts))
	for _, text := range texts {
		filled = append(filled, c.fill(text))
	}
	return filled
}
