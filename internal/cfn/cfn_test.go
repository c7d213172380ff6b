package cfn_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"usersync/internal/cfn"
)

const small = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 3}
  Name: {Type: String, AllowedPattern: '[a-z]+'}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsBig: !Not [!Equals [!Ref Size, 3]]
  Either: !Or [!Condition IsProd, !Condition IsBig]
  Both: !And [!Condition IsProd, !Condition IsBig]
Globals:
  Function:
    MemorySize: 256
    Environment: {Variables: {LEVEL: info, WHO: all}}
    Layers: [one]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    DeletionPolicy: Delete
    Properties:
      QueueName: !Sub '${AWS::StackName}-${Name}-${!kept}'
      Delay: !If [IsProd, 5, !Ref AWS::NoValue]
      Tags: [a, !If [IsProd, b, !Ref AWS::NoValue]]
      Arn: !Join ['/', [!GetAtt Other.Arn, !Ref Other, x]]
      Own: !Sub ['${Who}.${Name}', {Who: !Ref Stage}]
      Long: {'Fn::GetAtt': [Other, Arn]}
  Other:
    Type: AWS::SQS::Queue
  Grand:
    Type: AWS::SNS::Topic
    Condition: Either
    Properties: {Both: !If [Both, both, one]}
  Work:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties:
      Environment: {Variables: {WHO: me}}
      Layers: [two]
      Enabled: true
      Events:
        B: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
        A: {Type: Api}
Outputs:
  Url: {Value: !Sub 'https://${Queue}'}
  Topic: {Condition: Either, Value: !Ref Grand}
`

func resolve(t *testing.T, parameters map[string]string) *cfn.Template {
	t.Helper()
	source, err := cfn.Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	template, err := source.Resolve(parameters)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func TestFunctionsAreCarriedOut(t *testing.T) {
	dev, prod := resolve(t, map[string]string{"Name": "hot"}), resolve(t, map[string]string{"Name": "hot", "Stage": "prod", "Size": "9"})
	tests := []struct {
		name, got, want string
	}{
		{"a text with names", dev.Resource("Queue").At("QueueName").Text(), "usersync-test-hot-${kept}"},
		{"no value", dev.Resource("Queue").At("Delay").Text(), ""},
		{"a value by condition", prod.Resource("Queue").At("Delay").Text(), "5"},
		{"a list without the item", strings.Join(dev.Resource("Queue").At("Tags").Texts(), ","), "a"},
		{"a list with the item", strings.Join(prod.Resource("Queue").At("Tags").Texts(), ","), "a,b"},
		{"texts joined", dev.Resource("Queue").At("Arn").Text(), "${Other.Arn}/${Other}/x"},
		{"a text with names of its own", dev.Resource("Queue").At("Own").Text(), "dev.hot"},
		{"the long form", dev.Resource("Queue").At("Long").Text(), "${Other.Arn}"},
		{"a condition on conditions", prod.Resource("Grand").At("Both").Text(), "both"},
		{"an output", dev.Outputs["Url"].Text(), "https://${Queue}"},
		{"an output by condition", prod.Outputs["Topic"].Text(), "${Grand}"},
		{"a parameter's default", dev.Parameters["Size"], "3"},
		{"what a reference names", dev.Named("${Other.Arn}").ID, "Other"},
		{"how others name it", dev.Resource("Other").Ref() + dev.Resource("Other").Arn(), "${Other}${Other.Arn}"},
		{"what becomes of it", dev.Resource("Queue").DeletionPolicy, "Delete"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
	if dev.Resource("Grand") != nil || dev.Outputs["Topic"].Exists() || dev.Named("${Grand}") != nil || dev.Named("Grand") != nil {
		t.Error("a resource is there whose condition does not hold")
	}
	if (*cfn.Resource)(nil).At("x").Exists() {
		t.Error("a resource that is not there has properties")
	}
}

func TestGlobalsAreMergedIntoFunctions(t *testing.T) {
	f := resolve(t, map[string]string{"Name": "hot"}).Functions()[0]
	if e := f.Environment(); len(e) != 2 || e["LEVEL"] != "info" || e["WHO"] != "me" {
		t.Errorf("environment %v", e)
	}
	if f.At("MemorySize").Int() != 256 || !f.At("Enabled").True() || !slices.Equal(f.At("Layers").Texts(), []string{"one", "two"}) {
		t.Errorf("properties %v", f.Properties.Raw())
	}
	if events := f.Events(); len(events) != 2 || events[0].ID != "A" || events[1].Type != "SQS" || events[1].Properties.At("Queue").Text() != "${Queue.Arn}" {
		t.Errorf("events %+v", events)
	}
	if f.Folder() != "work" || f.Metadata.At("BuildMethod").Text() != "makefile" {
		t.Errorf("folder %s, metadata %v", f.Folder(), f.Metadata.Raw())
	}
}

func TestWhatCannotBeDeployedIsRefused(t *testing.T) {
	tests := []struct {
		name, template, parameters, want string
	}{
		{"a parameter without a value", small, ``, "parameter Name: no value"},
		{"a parameter that is not there", small, `{"Name":"a","Nome":"b"}`, "parameter Nome"},
		{"a value that is not allowed", small, `{"Name":"a","Stage":"test"}`, `"test" is none of dev, prod`},
		{"a value that does not match", small, `{"Name":"A"}`, "does not match"},
		{"a pattern that is none", `Parameters: {A: {Default: x, AllowedPattern: '('}}`, `{}`, "allowed pattern"},
		{"a name that names nothing", `Resources: {A: {Type: T, Properties: {X: !Ref B}}}`, `{}`, `"B" is neither`},
		{"a name in a text", `Resources: {A: {Type: T, Properties: {X: !Sub 'a-${B}'}}}`, `{}`, `"B" is neither`},
		{"a resource that a condition takes away", `{Conditions: {C: !Equals [a, b]}, Resources: {A: {Type: T, Properties: {X: [!Ref B]}}, B: {Type: T, Condition: C}}}`, `{}`, "not there under these parameters"},
		{"a condition that is not defined", `Resources: {A: {Type: T, Condition: C}}`, `{}`, `condition "C" is not defined`},
		{"a condition in a choice", `Resources: {A: {Type: T, Properties: {X: !If [C, 1, 2]}}}`, `{}`, `condition "C" is not defined`},
		{"a function that is not known", `Resources: {A: {Type: T, Properties: {X: !ImportValue y}}}`, `{}`, "Fn::ImportValue"},
		{"a condition that is not known", `{Conditions: {C: !Contains [a, b]}, Resources: {A: {Type: T, Condition: C}}}`, `{}`, "Fn::Contains"},
		{"a condition that is no function", `{Conditions: {C: {}}, Resources: {A: {Type: T, Condition: C}}}`, `{}`, "one function"},
		{"names in a join", `Resources: {A: {Type: T, Properties: {X: !Join ['', [!Ref B]]}}}`, `{}`, `"B" is neither`},
		{"names of a text's own", `Resources: {A: {Type: T, Properties: {X: !Sub ['${Y}', {Y: !Ref B}]}}}`, `{}`, `"B" is neither`},
		{"names in a comparison", `{Conditions: {C: !Not [!Equals [!Ref B, '']]}, Resources: {A: {Type: T, Condition: C}}}`, `{}`, `"B" is neither`},
		{"names in one of several comparisons", `{Conditions: {C: !Or [!Equals [a, !Ref B]]}, Resources: {A: {Type: T, Condition: C}}}`, `{}`, `"B" is neither`},
		{"names in an output", `{Outputs: {O: {Value: !Ref B}}}`, `{}`, "output O"},
		{"a condition of an output", `{Outputs: {O: {Condition: C, Value: x}}}`, `{}`, "output O"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			source, err := cfn.Parse([]byte(test.template))
			if err != nil {
				t.Fatal(err)
			}
			var parameters map[string]string
			_ = json.Unmarshal([]byte(test.parameters), &parameters)
			if _, err = source.Resolve(parameters); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestWhatIsNoTemplateIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "no YAML": "{", "a list": "[1]", "a key twice": "A: 1\nA: 2", "an alias": "A: &a 1\nB: *a", "an alias in a list": "A: &a 1\nB: [*a]", "a number that is none": "A: !!int x",
	} {
		if _, err := cfn.Parse([]byte(text)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	if _, err := cfn.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("a file that is not there is read")
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := cfn.Load(path)
	if err != nil || source.At("Resources", "Other", "Type").Text() != "AWS::SQS::Queue" {
		t.Errorf("%v", err)
	}
}

func TestChangesOfACopy(t *testing.T) {
	source, err := cfn.Parse([]byte(`{A: {B: [x, y, {C: 1}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		do   func(s *cfn.Source) bool
		done bool
		want string
	}{
		{"an item goes", func(s *cfn.Source) bool { return s.Remove("A", "B", "0") }, true, `{"A":{"B":["y",{"C":1}]}}`},
		{"a key goes", func(s *cfn.Source) bool { return s.Remove("A", "B", "2", "C") }, true, `{"A":{"B":["x","y",{}]}}`},
		{"an item is set", func(s *cfn.Source) bool { return s.Set("z", "A", "B", "1") }, true, `{"A":{"B":["x","z",{"C":1}]}}`},
		{"a key is added", func(s *cfn.Source) bool { return s.Set(2, "A", "D") }, true, `{"A":{"B":["x","y",{"C":1}],"D":2}}`},
		{"a key that is not there", func(s *cfn.Source) bool { return s.Remove("A", "X") }, false, `{"A":{"B":["x","y",{"C":1}]}}`},
		{"an item that is not there", func(s *cfn.Source) bool { return s.Remove("A", "B", "3") }, false, `{"A":{"B":["x","y",{"C":1}]}}`},
		{"below a text", func(s *cfn.Source) bool { return s.Set(1, "A", "B", "0", "Q") }, false, `{"A":{"B":["x","y",{"C":1}]}}`},
	}
	for _, test := range tests {
		c := source.Clone()
		if done := test.do(c); done != test.done {
			t.Errorf("%s: %t", test.name, done)
		}
		if body, _ := json.Marshal(c.At().Raw()); string(body) != test.want {
			t.Errorf("%s: %s, want %s", test.name, body, test.want)
		}
	}
	if body, _ := json.Marshal(source.At().Raw()); string(body) != `{"A":{"B":["x","y",{"C":1}]}}` {
		t.Errorf("the original has changed: %s", body)
	}
}

func TestValues(t *testing.T) {
	source, err := cfn.Parse([]byte(`{N: 5, T: '7', F: 1.5, B: true, L: [a, b], D: 2012-10-17, O: {Z: 1, Y: 2}}`))
	if err != nil {
		t.Fatal(err)
	}
	v := source.At()
	if v.At("N").Int() != 5 || v.At("T").Int() != 7 || v.At("L").Int() != 0 || v.At("F").Text() != "1.5" || !v.At("B").True() || v.At("D").Text() != "2012-10-17" {
		t.Errorf("scalars of %v", v.Raw())
	}
	if v.At("L", "1").Text() != "b" || v.At("L", "2").Exists() || v.At("L", "x").Exists() || v.At("N", "x").Exists() {
		t.Error("walking")
	}
	if !slices.Equal(v.At("O").Keys(), []string{"Y", "Z"}) || len(v.At("N").List()) != 1 || v.At("none").List() != nil || v.At("L").Text() != "" {
		t.Error("lists and keys")
	}
}
