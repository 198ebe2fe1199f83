module bench/goprogram

go 1.22

require (
	github.com/aws/aws-sdk-go v1.55.8
	github.com/remeh/sizedwaitgroup v1.0.0
)

require github.com/jmespath/go-jmespath v0.4.0 // indirect
