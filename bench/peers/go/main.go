// The Go program as the seed describes it: parallel segment readers feed one buffered channel; a sized wait group
// bounds the DeleteItem requests in flight. It tells what its work took as one line of JSON.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/dynamodb"
	"github.com/aws/aws-sdk-go/service/dynamodb/dynamodbattribute"
	"github.com/remeh/sizedwaitgroup"
)

type worker struct {
	WorkerId           int64
	StartTime          string
	StartExecutionTime string
}

const table = "workers"

func main() {
	segments := flag.Int("readers", 10, "segments, each read by a goroutine")
	deleters := flag.Int("deleters", 10, "DeleteItem requests in flight")
	flag.Parse()

	client := dynamodb.New(session.Must(session.NewSession()), aws.NewConfig().WithEndpoint(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")))
	startCPU, start := cpuSeconds(), time.Now()
	items := make(chan worker, 3**segments)
	go read(client, *segments, items)
	failed := remove(client, *deleters, items)

	measure := map[string]any{
		"seconds":        time.Since(start).Seconds(),
		"cpuSeconds":     cpuSeconds(),
		"workCpuSeconds": cpuSeconds() - startCPU,
		"peakMb":         peakMb(),
		"failed":         failed,
	}
	if err := json.NewEncoder(os.Stdout).Encode(measure); err != nil {
		log.Fatal(err)
	}
}

func read(client *dynamodb.DynamoDB, segments int, items chan<- worker) {
	var readers sync.WaitGroup
	for segment := range segments {
		readers.Add(1)
		go func() {
			defer readers.Done()
			readSegment(client, segment, segments, items)
		}()
	}
	readers.Wait()
	close(items)
}

func readSegment(client *dynamodb.DynamoDB, segment, segments int, items chan<- worker) {
	input := &dynamodb.ScanInput{
		TableName:                aws.String(table),
		Segment:                  aws.Int64(int64(segment)),
		TotalSegments:            aws.Int64(int64(segments)),
		FilterExpression:         aws.String("#completed = :number OR #completed = :string"),
		ExpressionAttributeNames: map[string]*string{"#completed": aws.String("Completed")},
		ExpressionAttributeValues: map[string]*dynamodb.AttributeValue{
			":number": {N: aws.String("1")},
			":string": {S: aws.String("1")},
		},
	}
	err := client.ScanPages(input, func(page *dynamodb.ScanOutput, last bool) bool {
		for _, attributes := range page.Items {
			var item worker
			if err := dynamodbattribute.UnmarshalMap(attributes, &item); err != nil {
				continue // a time of another type: not deleted
			}
			if isOld(item) {
				items <- item
			}
		}
		return true
	})
	if err != nil {
		log.Fatal(err)
	}
}

func isOld(item worker) bool {
	started, err := time.Parse(time.RFC3339, item.StartExecutionTime)
	return err == nil && started.Year() > 2000 && time.Since(started) >= 48*time.Hour
}

func remove(client *dynamodb.DynamoDB, deleters int, items <-chan worker) int64 {
	var failed atomic.Int64
	inFlight := sizedwaitgroup.New(deleters)
	for item := range items {
		inFlight.Add()
		go func() {
			defer inFlight.Done()
			_, err := client.DeleteItem(&dynamodb.DeleteItemInput{
				TableName: aws.String(table),
				Key: map[string]*dynamodb.AttributeValue{
					"WorkerId":  {N: aws.String(strconv.FormatInt(item.WorkerId, 10))},
					"StartTime": {S: aws.String(item.StartTime)},
				},
			})
			if err != nil {
				failed.Add(1)
			}
		}()
	}
	inFlight.Wait()
	return failed.Load()
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

// peakMb is the kernel's high-water mark of resident memory; 0 where it does not tell.
func peakMb() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
	return kb / 1024
}
