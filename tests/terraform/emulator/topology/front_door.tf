resource "aws_route53_zone" "clinic" { name = "clinic.example" }

resource "aws_acm_certificate" "clinic" {
  domain_name       = "emr.clinic.example"
  validation_method = "DNS"
  lifecycle { create_before_destroy = true }
}

resource "aws_route53_record" "validation" {
  for_each = { for option in aws_acm_certificate.clinic.domain_validation_options : option.domain_name => option }
  zone_id  = aws_route53_zone.clinic.zone_id
  name     = each.value.resource_record_name
  type     = each.value.resource_record_type
  records  = [each.value.resource_record_value]
  ttl      = 60
}

resource "aws_acm_certificate_validation" "clinic" {
  certificate_arn         = aws_acm_certificate.clinic.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_route53_record" "emr" {
  zone_id = aws_route53_zone.clinic.zone_id
  name    = "emr.clinic.example"
  type    = "A"
  alias {
    name                   = aws_lb.front_door.dns_name
    zone_id                = aws_lb.front_door.zone_id
    evaluate_target_health = true
  }
}

resource "aws_lb" "front_door" {
  name                       = "openemr"
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = aws_subnet.public[*].id
  security_groups            = [aws_security_group.role["front_door"].id]
  drop_invalid_header_fields = true
  idle_timeout               = 120 * var.revision
  client_keep_alive          = 1800
  desync_mitigation_mode     = "strictest"
  xff_header_processing_mode = "append"
  enable_xff_client_port     = true
  preserve_host_header       = true
  enable_deletion_protection = false
  enable_waf_fail_open       = false
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "front-door"
    enabled = true
  }
  depends_on = [aws_s3_bucket_policy.logs, aws_internet_gateway.main]
}

resource "aws_lb_target_group" "application" {
  name                              = "openemr"
  port                              = 443
  protocol                          = "HTTPS"
  target_type                       = "ip"
  vpc_id                            = aws_vpc.main.id
  deregistration_delay              = 30 * var.revision
  slow_start                        = 60
  load_balancing_algorithm_type     = "least_outstanding_requests"
  load_balancing_cross_zone_enabled = "use_load_balancer_configuration"
  health_check {
    protocol            = "HTTPS"
    path                = "/interface/login/login.php?site=default"
    port                = "traffic-port"
    matcher             = "200-302"
    interval            = 30 * var.revision
    timeout             = 10
    healthy_threshold   = 2
    unhealthy_threshold = 5
  }
  stickiness {
    type            = "lb_cookie"
    enabled         = true
    cookie_duration = 28800
  }
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.front_door.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn                                            = aws_lb.front_door.arn
  port                                                         = 443
  protocol                                                     = "HTTPS"
  certificate_arn                                              = aws_acm_certificate_validation.clinic.certificate_arn
  ssl_policy                                                   = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  routing_http_response_server_enabled                         = false
  routing_http_response_strict_transport_security_header_value = "max-age=${31536000 * var.revision}; includeSubDomains"
  routing_http_response_x_content_type_options_header_value    = "nosniff"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "Not found ${var.revision}"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "application" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.application.arn
  }
  condition {
    host_header { values = ["emr.clinic.example"] }
  }
  condition {
    path_pattern { values = slice(["/*", "/apis/*"], 0, var.revision) }
  }
}
