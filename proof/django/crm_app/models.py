import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Max
from django.utils import timezone


class Base(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=20, default="Sales")
    phone = models.CharField(max_length=20, blank=True)
    department = models.CharField(max_length=50, blank=True)
    smtp_email = models.EmailField(null=True, blank=True)
    avatar_url = models.URLField(null=True, blank=True)


class Company(Base):
    name = models.CharField(max_length=255, unique=True)
    country = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    address_line1 = models.CharField(max_length=255, blank=True)
    address_line2 = models.CharField(max_length=255, blank=True)
    industry = models.CharField(max_length=50, blank=True)
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    email = models.EmailField(blank=True)
    billing_entity = models.CharField(max_length=100, blank=True)
    legal_entity_name = models.CharField(max_length=255, blank=True)
    tax_id = models.CharField(max_length=100, blank=True)
    branch = models.CharField(max_length=100, blank=True)
    current_plan = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    it_notes = models.TextField(blank=True)
    location_count = models.IntegerField(default=1)
    music_zone_count = models.IntegerField(default=1)
    is_active = models.BooleanField(default=True)
    # Docket has nothing like it
    contract_value = models.IntegerField(default=0)


class Contact(Base):
    company = models.ForeignKey(Company, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    mobile = models.CharField(max_length=50, blank=True)
    title = models.CharField(max_length=100, blank=True)
    department = models.CharField(max_length=100, blank=True)
    linkedin_url = models.URLField(blank=True)
    notes = models.TextField(blank=True)
    contact_type = models.CharField(max_length=50, default="General")
    preferred_contact_method = models.CharField(max_length=50, default="Email")
    is_primary = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    last_contacted = models.DateTimeField(null=True, blank=True)
    receives_notifications = models.BooleanField(default=True)
    receives_renewal_emails = models.BooleanField(default=True)
    receives_seasonal_emails = models.BooleanField(default=True)
    receives_payment_emails = models.BooleanField(default=True)
    receives_quarterly_emails = models.BooleanField(default=True)
    receives_quote_emails = models.BooleanField(default=True)
    receives_contract_emails = models.BooleanField(default=True)
    receives_invoice_emails = models.BooleanField(default=True)
    receives_soundtrack_alerts = models.BooleanField(default=False)

    class Meta:
        unique_together = [("company", "email")]


class Device(Base):
    company = models.ForeignKey(Company, models.CASCADE)
    name = models.CharField(max_length=100)


class Zone(Base):
    company = models.ForeignKey(Company, models.CASCADE, related_name="zones")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True)
    name = models.CharField(max_length=255)
    platform = models.CharField(max_length=20, default="soundtrack")
    status = models.CharField(max_length=20, default="pending")
    device_name = models.CharField(max_length=255, blank=True)
    soundtrack_zone_id = models.CharField(max_length=255, blank=True)
    soundtrack_admin_email = models.EmailField(blank=True)
    notes = models.TextField(blank=True)
    last_seen_online = models.DateTimeField(null=True, blank=True)
    last_api_sync = models.DateTimeField(null=True, blank=True)
    orphaned_at = models.DateTimeField(null=True, blank=True)
    is_orphaned = models.BooleanField(default=False)


class Ticket(Base):
    ticket_number = models.CharField(max_length=50, unique=True)
    subject = models.CharField(max_length=200)
    description = models.TextField()
    status = models.CharField(max_length=20, default="new")
    priority = models.CharField(max_length=10, default="medium")
    category = models.CharField(max_length=20, default="general")
    company = models.ForeignKey(Company, models.CASCADE, related_name="tickets")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True)
    zone = models.ForeignKey(Zone, models.SET_NULL, null=True, blank=True)
    assigned_to = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="assigned_tickets")
    assigned_team = models.CharField(max_length=20, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="created_tickets")
    first_response_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    due_date = models.DateTimeField(null=True, blank=True)
    tags = models.CharField(max_length=500, blank=True)

    def save(self, *args, **kwargs):
        if not self.ticket_number:
            # the UTC day, whatever TIME_ZONE says
            prefix = timezone.now().strftime("T-%Y%m%d")
            top = Ticket.objects.filter(ticket_number__startswith=prefix).aggregate(top=Max("ticket_number"))["top"]
            self.ticket_number = f"{prefix}-{int(top.rsplit('-', 1)[1]) + 1 if top else 1:04d}"
        # never cleared when a ticket is reopened
        if self.status == "resolved" and self.resolved_at is None:
            self.resolved_at = timezone.now()
        elif self.status == "closed" and self.closed_at is None:
            self.closed_at = timezone.now()
        super().save(*args, **kwargs)


class TicketComment(Base):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, models.SET_NULL, null=True)
    text = models.TextField()
    is_internal = models.BooleanField(default=False)


class TicketAttachment(Base):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to="tickets/%Y/%m/")
    name = models.CharField(max_length=255)
    size = models.IntegerField(default=0)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True)
