-- Nothing reads it since who uploaded a file is no foreign key (0100).
drop index attachments_of_uploader;
