package localcloud

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
)

// need is one right that a request takes.
type need struct {
	action, resource string
	context          map[string]string
}

// guards stand in front of the stand-ins and let through what the role of the function that asks allows. They return the endpoints.
func (c *Cloud) guards() map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB": c.guard(c.dynamo.URL, c.dynamoNeeds),
		"AWS_ENDPOINT_URL_SQS":      c.guard(c.SQS.URL, c.queueNeeds),
		"AWS_ENDPOINT_URL_SESV2":    c.guard(c.SES.URL, mailNeeds),
	}
}

var credential = regexp.MustCompile(`Credential=([^/]+)/`)

func (c *Cloud) guard(target string, needs func(operation string, body []byte) ([]need, error)) string {
	behind, err := url.Parse(target)
	if err != nil {
		c.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(behind)
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		list, err := needs(operation, body)
		if err != nil || !c.allows(r, list) {
			deny(w)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	}))
	c.t.Cleanup(server.Close)
	return server.URL
}

func (c *Cloud) allows(r *http.Request, needs []need) bool {
	who := credential.FindStringSubmatch(r.Header.Get("Authorization"))
	if who == nil {
		c.refuse("somebody unknown", r.Header.Get("X-Amz-Target"), r.URL.Path)
		return false
	}
	for _, n := range needs {
		if !c.may(who[1], n.action, n.resource, n.context) {
			return false
		}
	}
	return true
}

func deny(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amzn-Errortype", "AccessDeniedException")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte(`{"__type":"com.amazon.coral.service#AccessDeniedException","message":"The role does not allow this."}`))
}

// dynamoNeeds are the rights of an operation of DynamoDB: a transaction takes those of its parts.
func (c *Cloud) dynamoNeeds(operation string, body []byte) ([]need, error) {
	var in struct {
		TableName, IndexName string
		RequestItems         map[string]json.RawMessage
		TransactItems        []map[string]struct{ TableName string }
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	var needs []need
	add := func(action, table string) {
		needs = append(needs, need{action: "dynamodb:" + action, resource: arn("dynamodb", "table/"+table)})
	}
	switch {
	case in.TableName != "" && in.IndexName != "":
		add(operation, in.TableName+"/index/"+in.IndexName)
	case in.TableName != "":
		add(operation, in.TableName)
	}
	for table := range in.RequestItems {
		add(operation, table)
	}
	actions := map[string]string{"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem"}
	for _, item := range in.TransactItems {
		for kind, part := range item {
			add(actions[kind], part.TableName)
		}
	}
	if len(needs) == 0 {
		return nil, fmt.Errorf("an operation on no table")
	}
	return needs, nil
}

// queueNeeds are the rights of an operation of SQS; a batch takes that of its entries.
func (c *Cloud) queueNeeds(operation string, body []byte) ([]need, error) {
	var in struct{ QueueUrl string } //nolint:revive // the name is Amazon's
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	name := in.QueueUrl[strings.LastIndexByte(in.QueueUrl, '/')+1:]
	return []need{{action: "sqs:" + strings.TrimSuffix(operation, "Batch"), resource: arn("sqs", name)}}, nil
}

// mailNeeds are the rights of GetAccount, which has no body, and of SendEmail: on the identity, which is the address here or its domain, and on the configuration set.
func mailNeeds(_ string, body []byte) ([]need, error) {
	if len(body) == 0 {
		return []need{{action: "ses:GetAccount", resource: "*"}}, nil
	}
	var in struct{ FromEmailAddress, ConfigurationSetName string }
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	from, err := mail.ParseAddress(in.FromEmailAddress)
	if err != nil {
		return nil, err
	}
	context := map[string]string{"ses:FromAddress": from.Address}
	needs := []need{{"ses:SendEmail", arn("ses", "identity/"+from.Address), context}}
	if in.ConfigurationSetName != "" {
		needs = append(needs, need{"ses:SendEmail", arn("ses", "configuration-set/"+in.ConfigurationSetName), context})
	}
	return needs, nil
}
