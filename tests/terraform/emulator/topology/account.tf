# A topology that uses every argument which the embedded AWS must keep, to prove that a second
# plan is empty. It is modelled on OpenEMR's, not meant to be deployed.

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region      = "us-west-2"
  max_retries = 3

  default_tags {
    tags = {
      application = "openemr"
      environment = "embedded"
    }
  }
}

# Applied as 1, then as 2: what changes in place must be kept as well as what was created.
variable "revision" {
  type    = number
  default = 1
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_availability_zones" "available" { state = "available" }

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  zones     = slice(data.aws_availability_zones.available.names, 0, 2)
}

resource "aws_iam_service_linked_role" "autoscaling" {
  aws_service_name = "ecs.application-autoscaling.amazonaws.com"
  description      = "Application Auto Scaling for ECS"
}
